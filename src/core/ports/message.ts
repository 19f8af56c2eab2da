/** READ AFTER `model.ts`: what a model is asked. */

export interface Message {
  role: 'system' | 'user' | 'assistant';
  parts: MessagePart[];
}
/** Told apart by `type`. */
export type MessagePart = TextPart | ImagePart;
export interface TextPart {
  type: 'text';
  text: string;
}
/** For models that take them. */
export interface ImagePart {
  type: 'image';
  mediaType: string;
  /** Base64. */
  data: string;
  /** What it takes of the window: an estimate, whichever the model. */
  tokens: number;
}
