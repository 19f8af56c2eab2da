import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ShownMessage } from '../../talk/message.ts';
import type { WebPerson } from '../../talk/people.ts';
import { ChoiceBar } from './choice-bar.ts';
import { EditForm } from './edit-form.ts';
import { Icon, Mark } from '../icons.ts';
import { Markdown } from './markdown-view.ts';
import { memo } from './memo.ts';
import { UploadView } from './upload-view.ts';
import { MessageMenu } from './message-menu.ts';
import { addressOf } from '../state/route.ts';
import { withMoments } from './moments.ts';
import type { Session } from '../state/session.ts';
import { language, timeOf, words } from '../words/words.ts';

export interface MessageProps {
  session: Session;
  message: ShownMessage;
  person: WebPerson;
  /** It is what a thread is about. */
  isRoot?: boolean;
  isFollowing?: boolean;
}

const HUES = 12;
/** Ids are hashes: any letter of one is as good as chance. */
const hueOf = (id: string): number => (id.codePointAt(0) ?? 0) % HUES;
const initialOf = (who: string): string => String.fromCodePoint(who.codePointAt(0) ?? 0x20).toLocaleUpperCase();

/** What somebody or the bot has said. */
export const MessageView = memo(
  ({ session, message, person, isRoot = false, isFollowing = false }: MessageProps): VNode => {
    const [isEditing, setEditing] = useState(false);
    const { by, who, at, room, id, thread, onlyFor, isEdited, mentions = [] } = message;
    const isBot = by === 'bot';
    const isMine = mentions.includes(person.id);
    const classes = [
      'message',
      isFollowing && 'is-following',
      onlyFor && 'is-private',
      isMine && 'is-mine',
      isRoot && 'is-root',
    ];
    return html`<article
      class=${classes.filter(Boolean).join(' ')}
      data-id=${id}
      data-by=${isBot ? 'bot' : 'person'}
      aria-busy=${message.isOpen === true ? 'true' : undefined}
    >
      <div class="face ${isBot ? 'is-bot' : `is-person hue-${hueOf(by)}`}" aria-hidden="true">
        ${isBot ? html`<${Mark} />` : initialOf(who)}
      </div>
      <div class="body">
        <header>
          <strong>${who}</strong>
          <time datetime=${new Date(at).toISOString()}>${timeOf(at)}</time>
          ${isEdited && html`<span class="hint">(${words.edited})</span>`}
          ${onlyFor && html`<span class="hint private"><${Icon} name="eye" />${words.onlyYou}</span>`}
          ${isMine && html`<span class="hint">${words.mentionsYou}</span>`}
        </header>
        ${isEditing ? html`<${EditForm} session=${session} message=${message} onEnd=${() => setEditing(false)} />` : html`<${Content} session=${session} message=${message} isBot=${isBot} />`}
        ${thread && thread.count > 0 && !isRoot && html`<a class="thread-link" href=${addressOf(`${room}/${id}`)}><${Icon} name="thread" />${words.replies(thread.count)}<time>${timeOf(thread.at)}</time></a>`}
      </div>
      ${!isEditing && message.isOpen !== true && html`<${MessageMenu} session=${session} message=${message} person=${person} isRoot=${isRoot} onEdit=${() => setEditing(true)} />`}
    </article>`;
  },
);

const Content = ({ session, message, isBot }: { session: Session; message: ShownMessage; isBot: boolean }): VNode => {
  const [whole, setWhole] = useState<string>();
  const { id, text = '', files = [], uploads = [], choices = [], isOpen, length } = message;
  const written = whole ?? text;
  const said = isBot ? withMoments(written, language) : written;
  const note = withMoments(message.note ?? '', language);
  return html`
    ${said !== '' && (isBot ? html`<${Markdown} text=${said} isLive=${isOpen === true} length=${whole === undefined ? length : undefined} onWhole=${() => void session.text(id).then(setWhole)} />` : html`<p class="plain">${mentioning(said)}</p>`)}
    ${isOpen === true && html`<div class="bar" role="progressbar" aria-label=${note || words.loading}></div>`}
    ${note !== '' && html`<div class="note" role=${isOpen ? 'status' : undefined}><${Markdown} text=${note} /></div>`}
    ${files.map((name, index) => html`<a class="file" href=${session.fileAddress('files', id, index)} download=${name}><${Icon} name="file" /><span>${name}</span></a>`)}
    ${uploads.map((upload, index) => html`<${UploadView} key=${upload.id} session=${session} message=${id} index=${index} upload=${upload} />`)}
    ${choices.length > 0 && html`<${ChoiceBar} session=${session} message=${id} choices=${choices} />`}
  `;
};

/** The bot's name stands out where it is called. */
const mentioning = (text: string): (VNode | string)[] =>
  text.split(/(@aitta\b)/i).map((part) => (/^@aitta$/i.test(part) ? html`<span class="mention">@Aitta</span>` : part));
