import { definePlatform } from '../define-platform.ts';
import type { PlatformContext } from '../define-platform.ts';
import { webKeeps } from './web-keeps.ts';
import { webSettings } from './web-settings.ts';
import type { WebSettings } from './web-settings.ts';

/** The chat of the page. */
export const webAdapter = definePlatform<WebSettings>({
  name: 'web',
  title: 'Page',
  needs: 'WEB=chat, and WEB_TOKEN where other machines reach it',
  isLocal: true,
  settings: {
    ...webSettings,
    read: (given, context: PlatformContext) => {
      const { value, ...rest } = webSettings.read(given, context);
      return { ...rest, value: value.shows === 'chat' ? value : undefined };
    },
  },
  summary: ({ token }) => (token === undefined ? 'for this machine' : 'with WEB_TOKEN'),
  keeps: webKeeps,
  create: async (settings, parts) => {
    const { WebPlatform } = await import('./web-platform.ts');
    return new WebPlatform({ settings, ...parts });
  },
});
