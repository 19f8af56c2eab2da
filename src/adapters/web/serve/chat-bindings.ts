import type { WebBindings } from '../door/door.ts';
import type { WebPerson } from '../talk/people.ts';

/** What is known of a request of the chat. */
export type ChatBindings = WebBindings & { Variables: { person: WebPerson } };
