import { fileSignature } from './message-wire.ts';
import type { World } from './world.ts';

export interface FileAnswer {
  status: number;
  type: string;
  data: Buffer | string;
}

const gone: FileAnswer = { status: 404, type: 'text/plain', data: 'This content is no longer available.' };

/** Serves attachments as Discord's CDN does: only with a link that is signed and not yet a day old. */
export const serveFile = (world: World, url: URL): FileAnswer => {
  const [, , channelId = '', fileId] = url.pathname.split('/');
  const expires = url.searchParams.get('ex') ?? '';
  const isSigned = url.searchParams.get('hm') === fileSignature(url.pathname, expires);
  if (!isSigned || Number.parseInt(expires, 16) * 1000 < world.clock.now()) return gone;
  const stored = world.files.get(fileId ?? '') ?? fileOfMessage(world, channelId, fileId);
  return stored ? { status: 200, type: stored.type ?? 'application/octet-stream', data: stored.data } : gone;
};

const fileOfMessage = (world: World, channelId: string, fileId: string | undefined) =>
  [...(world.channels.get(channelId)?.messages.values() ?? [])]
    .flatMap((message) => (message.deletedAt === undefined ? message.files : []))
    .find(({ id }) => id === fileId);
