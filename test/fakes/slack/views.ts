import { z } from 'zod';

import { checkBlocks } from './block-rules.ts';
import { plainText } from './element-rules.ts';
import { isObject, objectsIn, textOf, type JsonObject } from './json-object.ts';
import { readBlocks } from './reading.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** A modal or a home tab, as it stands. */
export interface View {
  readonly id: string;
  readonly user: string;
  readonly type: 'modal' | 'home';
  body: JsonObject;
  blocks: readonly JsonObject[];
  hash: string;
  /** What the app found wrong with the last submission, by block id. */
  errors: JsonObject;
}

const longestViewBytes = 250_000;
const mostModals = 3;

const common = {
  blocks: z.array(z.unknown()),
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  external_id: z.string().max(255).optional(),
};
const shape = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('modal'),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
  }),
  z.strictObject({ ...common, type: z.literal('home') }),
]);

/** The modals and home tabs that people have before them. */
export class Views {
  readonly #modals = new Map<string, View[]>();
  readonly #homes = new Map<string, View>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** @throws {Refusal} push_limit_reached, and what `read` throws */
  open(user: string, given: unknown, mode: 'open' | 'push'): View {
    const stack = mode === 'open' ? [] : (this.#modals.get(user) ?? []);
    if (stack.length >= mostModals) throw new Refusal('push_limit_reached');
    const view = this.#create(user, given, 'modal');
    this.#modals.set(user, [...stack, view]);
    return view;
  }

  publish(user: string, given: unknown, hash: string | undefined): View {
    const before = this.#homes.get(user);
    if (before !== undefined && hash !== undefined && hash !== before.hash) throw new Refusal('hash_conflict');
    const view = this.#create(user, given, 'home');
    this.#homes.set(user, view);
    return view;
  }

  /** @throws {Refusal} not_found, hash_conflict, and what `read` throws */
  update(key: { view_id?: string | undefined; external_id?: string | undefined }, given: unknown, hash?: string): View {
    const view = [...this.#homes.values(), ...[...this.#modals.values()].flat()].find(
      ({ id, body }) =>
        id === key.view_id || (key.external_id !== undefined && body['external_id'] === key.external_id),
    );
    if (view === undefined) throw new Refusal('not_found');
    if (hash !== undefined && hash !== view.hash) throw new Refusal('hash_conflict');
    this.#fill(view, given);
    return view;
  }

  modalOf(user: string): View | undefined {
    return this.#modals.get(user)?.at(-1);
  }

  homeOf(user: string): View | undefined {
    return this.#homes.get(user);
  }

  close(view: View): void {
    this.#modals.set(view.user, this.#modals.get(view.user)?.filter((open) => open !== view) ?? []);
  }

  clear(user: string): void {
    this.#modals.delete(user);
  }

  json(view: View, values: JsonObject = {}): JsonObject {
    return {
      id: view.id,
      team_id: this.#world.teamId,
      app_id: this.#world.appId,
      bot_id: this.#world.botId,
      app_installed_team_id: this.#world.teamId,
      root_view_id: view.id,
      previous_view_id: null,
      callback_id: '',
      private_metadata: '',
      external_id: '',
      title: { type: 'plain_text', text: 'View Title', emoji: true },
      submit: null,
      close: null,
      ...view.body,
      blocks: view.blocks,
      hash: view.hash,
      state: { values },
    };
  }

  read(view: View): string {
    const title = isObject(view.body['title']) ? textOf(view.body['title']['text']) : '';
    return [title, readBlocks(view.blocks, (id) => this.#world.nameOf(id))].filter((part) => part !== '').join('\n');
  }

  #create(user: string, given: unknown, type: View['type']): View {
    const view: View = { id: this.#world.newId('V'), user, type, body: {}, blocks: [], hash: '', errors: {} };
    this.#fill(view, given);
    return view;
  }

  /** @throws {Refusal} invalid_arguments, invalid_blocks, view_too_large */
  #fill(view: View, given: unknown): void {
    if (Buffer.byteLength(JSON.stringify(given) ?? '') > longestViewBytes) throw new Refusal('view_too_large');
    const checked = shape.safeParse(given);
    if (!checked.success || checked.data.type !== view.type) {
      const issues = checked.error?.issues ?? [];
      throw Refusal.explained('invalid_arguments', [
        `must be a ${view.type} view`,
        ...issues.map((issue) => `${issue.message} [json-pointer:/view/${issue.path.join('/')}]`),
      ]);
    }
    const { blocks, ...body } = checked.data;
    const named = checkBlocks(blocks, () => this.#world.newId('b'), 100);
    if (view.type === 'modal' && !('submit' in body) && objectsIn(named).some((block) => block['type'] === 'input')) {
      throw Refusal.explained('invalid_arguments', ['`submit` is required when an input is in blocks']);
    }
    view.body = body;
    view.blocks = named;
    view.hash = `${this.#world.nextTs()}.${view.id.slice(-8)}`;
    view.errors = {};
  }
}
