import { subscribe } from 'node:diagnostics_channel';
import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Loaded before a measured program: tells its parent, when asked, what the process has used so far. */
export interface Usage {
  /** User and system time of all threads, milliseconds. */
  cpuMs: number;
  /** Resident memory now and at most, bytes. */
  memoryBytes: number;
  mostMemoryBytes: number;
  /** What the program itself holds, bytes; garbage included, unless it was asked to collect that first. */
  heapBytes: number;
}
export type UsageQuestion =
  | 'usage'
  | 'usage without garbage'
  | 'begin profile'
  | 'end profile'
  | 'begin watch'
  | 'end watch'
  | 'begin sign'
  | 'end sign';
/** CPU time of the event loop's thread until a message was on its way: what else the machine does is not in it. Milliseconds. */
export interface Signed {
  ownMs: number;
}
/** How long the event loop was kept by one piece of work at most, in its thread's own CPU time: what else the machine does is not in it. Milliseconds. */
export interface Watched {
  longestMs: number;
}
/** What the V8 profiler has seen. @see https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export type Profile = Awaited<ReturnType<typeof endProfile>>;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
setFlagsFromString('--no-expose-gc');

const inspector = new Session();
const SAMPLE_US = 200;

const beginProfile = async (): Promise<void> => {
  inspector.connect();
  await inspector.post('Profiler.enable');
  await inspector.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
  await inspector.post('Profiler.start');
};

const endProfile = async () => {
  const { profile } = await inspector.post('Profiler.stop');
  inspector.disconnect();
  return profile;
};

const LOOK_MS = 1;
let watch: { longestMs: number; timer: NodeJS.Timeout } | undefined;

const beginWatch = (): void => {
  let before = process.threadCpuUsage();
  const watched: Watched = { longestMs: 0 };
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    watched.longestMs = Math.max(watched.longestMs, (user + system) / 1_000);
    before = process.threadCpuUsage();
  }, LOOK_MS).unref();
  watch = Object.assign(watched, { timer });
};

const endWatch = (): Watched => {
  clearInterval(watch?.timer);
  return { longestMs: watch?.longestMs ?? Number.NaN };
};

/** Where messages are posted: Slack's method, Discord's path. */
const POSTS = /\/(?:chat\.postMessage|messages)$/;
/** What has not been posted by then is not waited for, milliseconds. */
const MAX_SIGN_MS = 5_000;
let sign: { before: NodeJS.CpuUsage; sent: PromiseWithResolvers<Signed> } | undefined;

const noteSign = (message: unknown): void => {
  const { request } = message as { request: { method: string; path: string } };
  if (!sign || request.method !== 'POST' || !POSTS.test(request.path)) return;
  const { user, system } = process.threadCpuUsage(sign.before);
  sign.sent.resolve({ ownMs: (user + system) / 1_000 });
};
// Of undici, whose `fetch` Node has, too; and of Node's other client.
subscribe('undici:client:sendHeaders', noteSign);
subscribe('http.client.request.start', noteSign);

process.on('message', (question: UsageQuestion) => {
  if (question === 'begin watch') {
    beginWatch();
    process.send?.({});
    return;
  }
  if (question === 'end watch') {
    process.send?.(endWatch());
    return;
  }
  if (question === 'begin sign') {
    sign = { before: process.threadCpuUsage(), sent: Promise.withResolvers<Signed>() };
    const { sent } = sign;
    setTimeout(() => sent.resolve({ ownMs: Number.NaN }), MAX_SIGN_MS).unref();
    process.send?.({});
    return;
  }
  if (question === 'end sign') {
    void sign?.sent.promise.then((signed) => process.send?.(signed));
    return;
  }
  if (question === 'begin profile') void beginProfile().then(() => process.send?.({}));
  else if (question === 'end profile') void endProfile().then((profile) => process.send?.(profile));
  else answer(question);
});

const answer = (question: UsageQuestion): void => {
  if (question === 'usage without garbage') collect();
  const { user, system } = process.cpuUsage();
  const usage: Usage = {
    cpuMs: (user + system) / 1_000,
    memoryBytes: process.memoryUsage.rss(),
    mostMemoryBytes: process.resourceUsage().maxRSS * 1_024,
    heapBytes: process.memoryUsage().heapUsed,
  };
  process.send?.(usage);
};
// The question alone keeps no process alive.
process.channel?.unref();
