import { agentMethods } from './agent-methods.ts';
import { chatMethods } from './chat-methods.ts';
import { conversationMethods } from './conversation-methods.ts';
import { FileDesk, uploadedBytes } from './file-methods.ts';
import { argumentsOf, type HttpRequest } from './http-door.ts';
import type { JsonObject } from './json-object.ts';
import { tier, type Backstage, type Methods } from './method.ts';
import { peopleMethods } from './people-methods.ts';
import { reactionMethods } from './reaction-methods.ts';
import { Refusal } from './refusal.ts';
import type { SocketServer } from './socket-server.ts';
import { streamMethods } from './stream-methods.ts';
import { viewMethods } from './view-methods.ts';
import type { Answer, Reaction, WebApi } from './web-api.ts';

/** Who answers which address: methods, response_urls, uploads, downloads. */
export class Routes {
  readonly #backstage: Backstage;
  readonly #api: WebApi;
  readonly #files: FileDesk;
  readonly #methods: Methods;

  constructor(parts: { backstage: Backstage; api: WebApi; sockets: SocketServer }) {
    const { backstage, sockets } = parts;
    this.#backstage = backstage;
    this.#api = parts.api;
    this.#files = new FileDesk(backstage);
    this.#methods = {
      'apps.connections.open': {
        token: 'app',
        perMinute: tier.three,
        run: () => ({ url: `${backstage.world.origin.replace('http', 'ws')}${sockets.newTicketPath()}` }),
      },
      ...agentMethods(backstage),
      ...chatMethods(backstage),
      ...conversationMethods(backstage),
      ...peopleMethods(backstage),
      ...reactionMethods(backstage),
      ...streamMethods(backstage),
      ...viewMethods(backstage),
      ...this.#files.methods(),
    };
  }

  async answer(request: HttpRequest): Promise<Reaction> {
    const { path } = request;
    if (path.startsWith('/api/')) {
      const { token = request.token, ...args } = argumentsOf(request);
      const name = path.slice('/api/'.length);
      return this.#api.call(name, this.#methods[name], String(token), args);
    }
    if (path.startsWith('/actions/')) {
      const args = argumentsOf(request);
      return this.#api.serve('response_url', args, () => this.#respond(path, args));
    }
    if (path.startsWith('/upload/v1/')) {
      const content = await uploadedBytes(request);
      return this.#api.serve('file.upload', { path }, () => this.#files.receive(path, content));
    }
    if (path.startsWith('/files-pri/')) {
      return this.#api.serve('file.download', { path }, () => this.#files.give(path, request.token));
    }
    return path === '/' ? signIn : { status: 404, headers: {}, body: 'Not found' };
  }

  #respond(path: string, args: JsonObject): Answer {
    try {
      this.#backstage.responseUrls.use(path, args);
      return { status: 200, headers: {}, body: 'ok' };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const gone = error.error === 'expired_url' || error.error === 'used_url';
      return { status: gone ? 404 : 400, headers: {}, body: { ok: false, error: error.error } };
    }
  }
}

const signIn: Answer = { status: 200, headers: {}, body: '<!DOCTYPE html><title>Sign in to Slack</title>' };
