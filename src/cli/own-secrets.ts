import { randomBytes } from 'node:crypto';

/** A secret that nobody hands out: whoever runs the bot chooses it, or has it made. */
export interface OwnSecret {
  /** Of the setting. */
  name: string;
  title: string;
  /** Whether it is wanted. */
  question: string;
  /** The same where there is one; left out where another one needs more than an answer. */
  again?: string;
  steps: readonly string[];
  make: () => string;
}

export const ownSecrets: readonly OwnSecret[] = [
  {
    name: 'WEB_TOKEN',
    title: 'Token of the page',
    question: 'Should people sign in to the page in the browser with a token?',
    again: 'The page has a token already. Change it?',
    steps: [
      'Needed where other machines, or other people on this one, reach the page. Whoever has it may ask.',
      'At least 16 characters; one that is made here is found in .env.',
    ],
    make: () => randomBytes(24).toString('hex'),
  },
  {
    name: 'STORE_KEY',
    title: 'Key of the store',
    question: 'Should what people said be kept encrypted?',
    steps: [
      'A key of 32 bytes in base64. What is in the store already is encrypted at the next start.',
      'Keep a copy of it elsewhere: without it nobody can read the store, nor a backup of it.',
    ],
    make: () => randomBytes(32).toString('base64'),
  },
];
