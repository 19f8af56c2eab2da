import { invalidForm, refuse } from './api-error.ts';
import { commandToWire, type RegisteredCommand } from './command-registry.ts';
import { checkCommands, type CommandForm, commandTypes } from './command-rules.ts';
import type { Backstage, RestAnswer, RestRequest, Route } from './route.ts';

/** Whose commands: those of one guild, or the global ones. */
const scopeOf = ({ params }: RestRequest, { world }: Backstage): string | undefined => {
  if (params['application_id'] !== world.applicationId) throw refuse('missingAccess');
  const guildId = params['guild_id'];
  if (guildId !== undefined && world.guilds.get(guildId)?.members.has(world.botId) !== true) {
    throw refuse('missingAccess');
  }
  return guildId;
};

const write = (stage: Backstage, forms: readonly CommandForm[], guildId: string | undefined) => {
  const mistakes = checkCommands(forms, guildId === undefined);
  if (mistakes.length > 0) throw invalidForm(mistakes);
  const commands = stage.commands.replace(structuredClone(forms), guildId);
  stage.world.changed();
  return commands;
};

const answerWith = ({ world }: Backstage, commands: readonly RegisteredCommand[]): RestAnswer => ({
  status: 200,
  body: commands.map((command) => commandToWire(command, world.applicationId)),
});

const list = (request: RestRequest, stage: Backstage): RestAnswer =>
  answerWith(stage, stage.commands.list(scopeOf(request, stage)));

const replaceAll = (request: RestRequest, stage: Backstage): RestAnswer =>
  answerWith(stage, write(stage, (request.body ?? []) as CommandForm[], scopeOf(request, stage)));

const typeOf = ({ type }: CommandForm): number => type ?? commandTypes.slash;

/** One more, or another of the same name and type. */
const create = (request: RestRequest, stage: Backstage): RestAnswer => {
  const guildId = scopeOf(request, stage);
  const form = request.body as unknown as CommandForm;
  const before = stage.commands.list(guildId).map((command) => command.form);
  const others = before.filter((other) => other.name !== form.name || typeOf(other) !== typeOf(form));
  const command = write(stage, [...others, form], guildId).at(-1);
  const status = others.length === before.length ? 201 : 200;
  return { status, body: command && commandToWire(command, stage.world.applicationId) };
};

const remove = (request: RestRequest, stage: Backstage): RestAnswer => {
  const guildId = scopeOf(request, stage);
  const before = stage.commands.list(guildId);
  const kept = before.filter(({ id }) => id !== request.params['command_id']);
  if (kept.length === before.length) throw refuse('unknownCommand');
  write(
    stage,
    kept.map(({ form }) => form),
    guildId,
  );
  return { status: 204 };
};

export const commandRoutes: readonly Route[] = [
  '/applications/{application_id}/commands',
  '/applications/{application_id}/guilds/{guild_id}/commands',
].flatMap((path): Route[] => [
  { method: 'GET', path, handle: list },
  { method: 'PUT', path, handle: replaceAll },
  { method: 'POST', path, handle: create },
  { method: 'DELETE', path: `${path}/{command_id}`, handle: remove },
]);
