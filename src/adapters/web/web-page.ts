import type { PlatformParts } from '../define-platform.ts';
import { Door } from './door/door.ts';
import { pageRoutes } from './serve/page-routes.ts';
import type { WebSettings } from './web-settings.ts';

export interface WebPageParts extends Pick<PlatformParts, 'routes' | 'openStore' | 'clock'> {
  settings: WebSettings;
  isRehearsal: boolean;
}

/** Puts the page on the server: its files, and signing in. The chat is a platform of its own. */
export const mountPage = ({ settings, routes, openStore, clock, isRehearsal }: WebPageParts): void => {
  const door = new Door({ token: settings.token, openStore, clock });
  routes.route('/', pageRoutes({ door, settings, isRehearsal }));
};
