import { asObject, isObject, optionalString, ShapeError, type JsonObject } from './json-shape.ts';
import { linkList, optionalLink, type Link } from './links.ts';

/** Words of LUMI AI Factory's course (September 2026): `requested` waits for GPUs, `starting` loads weights, `running` answers; any other word is `unknown`, and not ready. */
export type WorkerStatus = 'requested' | 'starting' | 'running' | 'unknown';

export interface Worker {
  /** The id of the model that it serves. */
  model: string;
  workerId: string | undefined;
  status: WorkerStatus;
}

/**
 * One page of `GET /worker`. `_embedded.workers` says the status; the older form is links only, where whatever is listed counts as running.
 */
export function parseWorkerPage(json: unknown): { workers: Worker[]; next: Link | undefined } {
  const page = asObject(json, 'the worker list');
  const embedded = isObject(page['_embedded']) ? page['_embedded']['workers'] : undefined;
  const links = isObject(page['_links']) ? page['_links'] : undefined;
  if (embedded === undefined && links === undefined) throw new ShapeError('neither "_embedded" nor "_links" is there');
  const items = links?.['item'] === undefined || links['item'] === null ? [] : linkList(page, 'item');
  const workers =
    Array.isArray(embedded) && embedded.length > 0
      ? embedded.map((worker) => parseWorker(asObject(worker, 'a worker')))
      : items.map(workerOfLink);
  return { workers: workers.filter((worker) => worker !== undefined), next: optionalLink(page, 'next') };
}

function parseWorker(worker: JsonObject): Worker | undefined {
  const self = optionalLink(worker, 'self');
  const fromHref = self === undefined ? undefined : readHref(self.href);
  const model = optionalString(worker, 'model') ?? fromHref?.model;
  if (model === undefined) return undefined;
  const workerId = optionalString(worker, 'id') ?? fromHref?.workerId;
  return { model, workerId, status: readStatus(worker['status']) };
}

/** The name is `<model id>-<worker id>`; model ids have hyphens of their own, worker ids have none. */
function workerOfLink({ name, href }: Link): Worker | undefined {
  const cut = name?.lastIndexOf('-') ?? -1;
  if (name !== undefined && cut > 0) {
    return { model: name.slice(0, cut), workerId: name.slice(cut + 1), status: 'running' };
  }
  const fromHref = readHref(href);
  return fromHref === undefined ? undefined : { ...fromHref, status: 'running' };
}

/** `/worker/{model id with ~ for /}/{worker id}`. */
function readHref(href: string): { model: string; workerId: string } | undefined {
  const match = /\/worker\/([^/?#]+)\/([^/?#]+)$/.exec(href);
  if (match === null) return undefined;
  const [, model = '', workerId = ''] = match;
  return { model: decodeSegment(model).replaceAll('~', '/'), workerId: decodeSegment(workerId) };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const readStatus = (status: unknown): WorkerStatus =>
  status === 'requested' || status === 'starting' || status === 'running' ? status : 'unknown';
