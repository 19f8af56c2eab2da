import type { Delivery } from './deliveries.ts';
import type { Backstage } from './method.ts';
import { Refusal } from './refusal.ts';
import { readResponse, type ResponseTarget } from './response-urls.ts';

/** What a slash command is acknowledged with is a message, for the person alone unless it says `in_channel`. */
export async function showAcknowledgement(
  { responseUrls }: Backstage,
  delivery: Delivery,
  target: ResponseTarget,
): Promise<void> {
  const outcome = await delivery.outcome;
  if (outcome.state !== 'acknowledged' || Object.keys(outcome.payload).length === 0) return;
  try {
    responseUrls.respond(target, readResponse(outcome.payload));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    delivery.complaint = error.error;
  }
}
