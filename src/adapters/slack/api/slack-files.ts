import { fileName, idAt, listAt, textAt } from './slack-payload.ts';
import type { Payload } from './slack-payload.ts';
import type { SlackFile } from '../slack-address.ts';

/** The files of a message, and of what was shared into it; those that were deleted are not there any more. */
export const filesIn = (message: Payload | undefined): SlackFile[] =>
  [message, ...listAt(message, 'attachments').filter((attachment) => attachment['is_share'] === true)]
    .flatMap((holder) => listAt(holder, 'files'))
    .flatMap((file) => {
      const [id, name] = [idAt(file, 'id'), fileName(file)];
      if (id === undefined || textAt(file, 'mode') === 'tombstone') return [];
      return [{ id, ...(name !== undefined && { name }) }];
    });
