import { BotError } from '../../core/errors.ts';
import { defineSettings } from '../../settings/settings-group.ts';
import { consoleKeeps } from './console-keeps.ts';
import { definePlatform } from '../define-platform.ts';
import type { PlatformContext } from '../define-platform.ts';

export const consoleAdapter = definePlatform({
  name: 'console',
  title: 'Console',
  needs: 'a terminal',
  isLocal: true,
  usesTerminal: true,
  settings: defineSettings({
    shape: {},
    value: (_values, { isFirst, hasTerminal }: PlatformContext) => (isFirst && hasTerminal ? {} : undefined),
  }),
  summary: () => 'write below; Ctrl-D leaves',
  keeps: consoleKeeps,
  create: async (_settings, { terminal, ...parts }) => {
    if (!terminal) throw new BotError('settings', 'the console needs a terminal');
    const { ConsolePlatform } = await import('./console-platform.ts');
    return new ConsolePlatform({ terminal, ...parts });
  },
});
