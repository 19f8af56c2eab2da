import type { WireObject } from './message.ts';

export const interactionTypes = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
export type InteractionKind = keyof typeof interactionTypes;

export interface Choice {
  name: string;
  value: string | number;
}

/** A form as it popped up. */
export interface OpenedModal {
  customId: string;
  title: string;
  fields: { customId: string; label: string; isLabelled: boolean }[];
}

/** One use of a command, button, menu or form, and what became of it. Tests hold it and look. */
export class Interaction {
  readonly id: string;
  readonly token: string;
  readonly kind: InteractionKind;
  readonly userId: string;
  readonly channelId: string;
  readonly createdAt: number;
  /** `aitta ask`; undefined for components and forms. */
  readonly commandName: string | undefined;
  /** The message that the button or menu is on, or that the context menu was opened on. */
  readonly sourceMessageId: string | undefined;
  /** The interaction whose form this is. */
  readonly triggeredBy: Interaction | undefined;
  /** The callback type that it was acknowledged with; undefined until then. */
  acknowledgement: 4 | 5 | 6 | 7 | 8 | 9 | undefined;
  acknowledgedAt: number | undefined;
  /** What `@original` is. */
  originalId: string | undefined;
  /** Is the first answer still owed? */
  owesAnswer = false;
  choices: Choice[] | undefined;
  modal: OpenedModal | undefined;
  /** As INTERACTION_CREATE brought it. */
  payload: WireObject = {};

  constructor(plan: {
    id: string;
    kind: InteractionKind;
    userId: string;
    channelId: string;
    createdAt: number;
    commandName?: string | undefined;
    sourceMessageId?: string | undefined;
    triggeredBy?: Interaction | undefined;
  }) {
    this.id = plan.id;
    this.token = Buffer.from(`interaction:${plan.id}:${plan.userId.repeat(6)}`).toString('base64url');
    this.kind = plan.kind;
    this.userId = plan.userId;
    this.channelId = plan.channelId;
    this.createdAt = plan.createdAt;
    this.commandName = plan.commandName;
    this.sourceMessageId = plan.sourceMessageId;
    this.triggeredBy = plan.triggeredBy;
  }

  get acknowledged(): boolean {
    return this.acknowledgement !== undefined;
  }
}
