import type { IncomingMessage } from 'node:http';

import { refuse } from './api-error.ts';
import type { WireObject } from './message.ts';

export interface UploadedFile {
  /** From the field's name: 0 for `files[0]`. */
  index: number;
  name: string;
  type: string | undefined;
  data: Buffer;
}

export interface RequestBody {
  kind: 'none' | 'json' | 'multipart';
  /** Undefined when there was no body. */
  json: WireObject | unknown[] | undefined;
  files: UploadedFile[];
}

const parseJson = (text: string): WireObject | unknown[] => {
  try {
    return JSON.parse(text) as WireObject | unknown[];
  } catch {
    throw refuse('invalidJson');
  }
};

const readMultipart = async (data: Buffer<ArrayBuffer>, contentType: string): Promise<RequestBody> => {
  const form = await new Response(data, { headers: { 'content-type': contentType } }).formData();
  const files: UploadedFile[] = [];
  let json: RequestBody['json'];
  for (const [field, value] of form) {
    const index = /^files\[(\d+)\]$/.exec(field)?.[1];
    if (typeof value === 'string') {
      if (field === 'payload_json') json = parseJson(value);
    } else if (index !== undefined) {
      const bytes = Buffer.from(await value.arrayBuffer());
      const type = value.type === '' ? undefined : value.type;
      files.push({ index: Number(index), name: value.name, type, data: bytes });
    }
  }
  return { kind: 'multipart', json, files };
};

export const readRaw = async (request: IncomingMessage): Promise<Buffer<ArrayBuffer>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** Throws Discord's refusal of a body that cannot be read. */
export const parseBody = async (data: Buffer<ArrayBuffer>, contentType = ''): Promise<RequestBody> => {
  if (data.length === 0) return { kind: 'none', json: undefined, files: [] };
  if (contentType.startsWith('multipart/form-data')) return readMultipart(data, contentType);
  return { kind: 'json', json: parseJson(data.toString()), files: [] };
};
