import type { PlatformParts } from '../define-platform.ts';
import { Door } from './door/door.ts';
import { pageRoutes } from './serve/page-routes.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Status } from './status/status.ts';
import type { WebSettings } from './web-settings.ts';

export interface WebPageParts extends Pick<PlatformParts, 'routes' | 'openStore' | 'clock'> {
  settings: WebSettings;
  /** Where Aitta's stand-in answers. */
  rehearsal: Rehearsal | undefined;
  readStatus: () => Promise<Status>;
}

/** Puts the page on the server: its files, signing in, and the picture of the service. The chat is a platform of its own. */
export const mountPage = ({ routes, openStore, clock, ...parts }: WebPageParts): void => {
  const door = new Door({ token: parts.settings.token, openStore, clock });
  routes.route('/', pageRoutes({ door, ...parts }));
};
