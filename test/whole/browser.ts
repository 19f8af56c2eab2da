import { request } from 'node:http';

export interface SeenPage {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
  /** Where its one button leads; empty without one. */
  link: string;
}

/** Somebody's browser, as far as installing goes: it keeps cookies, and reaches the bot's public address on this machine. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #publicUrl: string;
  readonly port: number;

  constructor(publicUrl: string, port: number) {
    this.#publicUrl = publicUrl;
    this.port = port;
  }

  /** @param address a path of the bot, or its public address with one */
  open(address: string, { headers = {}, method = 'GET' }: { headers?: Record<string, string>; method?: string } = {}) {
    const path = address.startsWith(this.#publicUrl) ? address.slice(this.#publicUrl.length) : address;
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return new Promise<SeenPage>((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: this.port, path, method, headers: { ...(cookie && { cookie }), ...headers } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            this.#keep(response.headers['set-cookie'] ?? []);
            const text = unescape(Buffer.concat(chunks).toString());
            const link = /<a class="go" href="([^"]+)"/.exec(text)?.[1] ?? '';
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text, link });
          });
        },
      );
      asked.on('error', reject);
      asked.end();
    });
  }

  #keep(set: readonly string[]): void {
    for (const line of set) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('Expires=Thu, 01 Jan 1970')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

const SIGNS: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

const unescape = (text: string): string => text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (sign) => SIGNS[sign] ?? sign);
