import { z } from 'zod';
import type { AttachLimits } from '../define-platform.ts';
import { secret } from '../../settings/setting-kinds.ts';
import { defineSettings } from '../../settings/settings-group.ts';

export interface WebSettings {
  /** `status` is the picture of the service alone; it comes with the chat too. */
  shows: 'chat' | 'status' | 'nothing';
  /** Why nothing, for people. */
  why?: string;
  /** What people sign in with; undefined for whoever sits at this machine. */
  token: string | undefined;
  /** What people may bring. */
  files: AttachLimits;
}

/** What the page depends on besides its own settings. */
export interface WebContext {
  /** No platform but the console and the page is on. */
  isFirst: boolean;
  http: { host: string };
  files: AttachLimits;
}

const MIN_TOKEN = 16;
const NEEDS_TOKEN = 'needs WEB_TOKEN, because HOST lets other machines in';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/** Does only this machine reach it? */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host.toLowerCase());

/** Where other machines reach the page, it needs a token. */
export const webSettings = defineSettings({
  shape: {
    WEB: z.enum(['chat', 'status', 'off'], { error: 'must be chat, status or off' }).optional(),
    WEB_TOKEN: secret.refine((token) => token === undefined || token.length >= MIN_TOKEN, {
      error: `must be at least ${MIN_TOKEN} characters`,
    }),
  },
  secrets: ['WEB_TOKEN'],
  value: ({ WEB: wanted, WEB_TOKEN: token }, { isFirst, http, files }: WebContext): WebSettings => {
    if (wanted === 'off') return { shows: 'nothing', why: 'WEB=off', token, files };
    if (token === undefined && !isLoopback(http.host)) return { shows: 'nothing', why: NEEDS_TOKEN, token, files };
    return { shows: wanted ?? (isFirst ? 'chat' : 'status'), token, files };
  },
});
