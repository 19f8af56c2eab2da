import { z } from 'zod';

import { checkArguments, json, timestamp, whole } from './argument-rules.ts';
import { checkBlocks } from './block-rules.ts';
import { fileJson } from './file-json.ts';
import type { HttpRequest } from './http-door.ts';
import type { JsonObject } from './json-object.ts';
import { tier, type Backstage, type Methods } from './method.ts';
import { checkThread, writableChannel } from './reach.ts';
import { Refusal } from './refusal.ts';
import type { Answer } from './web-api.ts';

const infoArguments = z.strictObject({ file: z.string() });

const uploadArguments = z.strictObject({
  filename: z.string().min(1),
  length: whole,
  alt_text: z.string().optional(),
  alt_txt: z.string().optional(),
  snippet_type: z.string().optional(),
});

const completeArguments = z.strictObject({
  files: z.preprocess(
    (value) => json.parse(value),
    z.array(z.looseObject({ id: z.string(), title: z.string().optional() })).min(1),
  ),
  channel_id: z.string().optional(),
  thread_ts: timestamp.optional(),
  initial_comment: z.string().optional(),
  blocks: json.optional(),
});

/** Uploads in three steps (ask for an address, send the bytes, complete), and downloads with the token. */
export class FileDesk {
  readonly #backstage: Backstage;
  readonly #expected = new Map<string, { name: string; length: number; content?: Uint8Array }>();

  constructor(backstage: Backstage) {
    this.#backstage = backstage;
  }

  methods(): Methods {
    return {
      'files.getUploadURLExternal': {
        scope: 'files:write',
        perMinute: tier.four,
        run: (given) => this.#prepare(given),
      },
      'files.completeUploadExternal': {
        scope: 'files:write',
        perMinute: tier.four,
        run: (given) => this.#complete(given),
      },
      'files.info': {
        scope: 'files:read',
        perMinute: tier.four,
        run: (given) => {
          const args = checkArguments(infoArguments, given);
          if (!this.#backstage.world.files.has(args.file)) throw new Refusal('file_not_found');
          return { file: fileJson(this.#backstage.world, args.file, true), comments: [] };
        },
      },
    };
  }

  /** The bytes arrive; a wrong length is refused. */
  receive(path: string, content: Uint8Array): Answer {
    const expected = this.#expected.get(path.split('/').at(-1) ?? '');
    if (expected === undefined) return { status: 404, headers: {}, body: 'Unknown upload' };
    if (content.byteLength !== expected.length) return { status: 400, headers: {}, body: 'Length does not match' };
    expected.content = content;
    return { status: 200, headers: {}, body: `OK - ${content.byteLength}` };
  }

  /** Without a valid token Slack leads to its sign-in page, which is HTML with status 200. */
  give(path: string, token: string): Answer {
    const [, id = ''] = /^\/files-pri\/[A-Z0-9]+-([A-Z0-9]+)\//.exec(path) ?? [];
    const file = this.#backstage.world.files.get(id);
    try {
      this.#backstage.access.check(token, 'bot');
      this.#backstage.access.need('files:read');
    } catch {
      return {
        status: 302,
        headers: { location: `${this.#backstage.world.origin}/?redir=${encodeURIComponent(path)}` },
        body: '',
      };
    }
    if (file === undefined) return { status: 404, headers: {}, body: 'Not found' };
    return { status: 200, headers: { 'content-type': file.mimetype }, body: '', bytes: file.content };
  }

  #prepare(given: JsonObject): JsonObject {
    const args = checkArguments(uploadArguments, given);
    if (args.length < 1) throw new Refusal('invalid_arguments');
    const id = this.#backstage.world.newId('F');
    this.#expected.set(id, { name: args.filename, length: args.length });
    return { upload_url: `${this.#backstage.world.origin}/upload/v1/${id}`, file_id: id };
  }

  #complete(given: JsonObject): JsonObject {
    const { world, happenings, sessions } = this.#backstage;
    const args = checkArguments(completeArguments, given);
    const channel = args.channel_id === undefined ? undefined : writableChannel(world, args.channel_id);
    const threadTs = channel === undefined ? undefined : checkThread(world, channel.id, args.thread_ts);
    const ids = args.files.map(({ id, title }) => this.#keep(id, title));
    if (channel !== undefined) {
      const blocks = args.blocks === undefined ? [] : checkBlocks(args.blocks, () => world.newId('b'));
      happenings.post({
        channel: channel.id,
        ts: world.nextTs(),
        user: world.bot.id,
        botId: world.botId,
        appId: world.appId,
        subtype: 'file_share',
        files: ids,
        body: { text: args.initial_comment ?? '', blocks, attachments: [] },
        ...(threadTs === undefined ? {} : { threadTs }),
      });
      sessions.replied(channel.id, args.thread_ts);
    }
    return { files: ids.map((id) => fileJson(world, id)) };
  }

  #keep(id: string, title: string | undefined): string {
    const upload = this.#expected.get(id);
    if (upload?.content === undefined) throw new Refusal('file_not_found');
    const { name, content } = upload;
    const { world } = this.#backstage;
    world.files.set(id, {
      id,
      name,
      title: title ?? name,
      mimetype: 'text/plain',
      user: world.bot.id,
      content,
      hollow: false,
    });
    this.#expected.delete(id);
    return id;
  }
}

/** Sent raw or, as web-api does, in a form. */
export async function uploadedBytes({ contentType, body }: HttpRequest): Promise<Uint8Array> {
  if (!contentType.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  for (const value of form.values()) if (value instanceof Blob) return new Uint8Array(await value.arrayBuffer());
  return new Uint8Array();
}
