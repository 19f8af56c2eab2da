import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { Upload } from '../../talk/upload.ts';
import { Icon } from '../icons.ts';
import type { Session } from '../state/session.ts';
import { sizeOf } from '../words/words.ts';
import { Picture } from './picture.ts';

interface UploadViewProps {
  session: Session;
  message: string;
  index: number;
  upload: Upload;
}

/** What somebody has brought with a message: to download, and to see where it is a picture. */
export const UploadView = ({ session, message, index, upload }: UploadViewProps): VNode => {
  const { name, bytes, picture } = upload;
  return html`<span class="brought">
    ${picture && html`<${Picture} name=${name} address=${session.pictureAddress(message, index)} />`}
    <a class="file" href=${session.fileAddress('uploads', message, index)} download=${name}>
      <${Icon} name="file" /><span>${name}</span><span class="hint">${sizeOf(bytes)}</span>
    </a>
  </span>`;
};
