import { DefaultRestOptions } from 'discord.js';
import type { RemoteTime } from '../../../async/remote-time.ts';

type MakeRequest = (typeof DefaultRestOptions)['makeRequest'];

/** For `REST`: what discord.js does, and a look at what the answer says of the time. */
export const notingTime =
  (time: RemoteTime): MakeRequest =>
  async (...request) => {
    const answer = await DefaultRestOptions.makeRequest(...request);
    time.note(answer.headers.get('date'));
    return answer;
  };
