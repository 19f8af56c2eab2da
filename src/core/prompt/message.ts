import type { Message, MessagePart, TextPart } from '../ports/message.ts';

export const textPart = (text: string): TextPart => ({ type: 'text', text });

export const textMessage = (role: Message['role'], text: string): Message => ({ role, parts: [textPart(text)] });

/** How many tokens the parts of a message take, without what the chat template adds. */
export const messageTokens = ({ parts }: Message, estimate: (text: string) => number): number =>
  parts.reduce((total, part) => total + partTokens(part, estimate), 0);

export const partTokens = (part: MessagePart, estimate: (text: string) => number): number => {
  switch (part.type) {
    case 'text':
      return estimate(part.text);
    case 'image':
      return part.tokens;
  }
};
