import { refuse } from './api-error.ts';
import { Interaction, type InteractionKind, interactionTypes } from './interaction.ts';
import type { InteractionMark, WireObject } from './message.ts';
import { permissionsIn } from './permissions.ts';
import type { Channel, World } from './world.ts';
import { interactionChannelToWire, memberToWire, userToWire } from './world-wire.ts';

export const firstAnswerMs = 3000;
const tokenLifetimeMs = 15 * 60 * 1000;
const attachmentLimitBytes = 10 * 1024 * 1024;

export interface InteractionPlan {
  kind: InteractionKind;
  userId: string;
  channel: Channel;
  data: WireObject;
  commandName?: string;
  sourceMessageId?: string;
  triggeredBy?: Interaction;
  /** The message that the component is on, as it travels. */
  message?: WireObject;
}

/** Opens interactions, and knows which of them may still be answered and how. */
export class InteractionDesk {
  readonly #world: World;
  readonly #interactions = new Map<string, Interaction>();

  constructor(world: World) {
    this.#world = world;
  }

  open(plan: InteractionPlan): Interaction {
    const interaction = new Interaction({
      id: this.#world.snowflakes.next(),
      kind: plan.kind,
      userId: plan.userId,
      channelId: plan.channel.id,
      createdAt: this.#world.clock.now(),
      commandName: plan.commandName,
      sourceMessageId: plan.sourceMessageId,
      triggeredBy: plan.triggeredBy,
    });
    this.#interactions.set(interaction.token, interaction);
    interaction.payload = this.#toWire(interaction, plan);
    this.#world.publish({ t: 'INTERACTION_CREATE', intent: 0, d: () => structuredClone(interaction.payload) });
    return interaction;
  }

  /** For the first answer: 10062 after three seconds or for what never was, 40060 for a second one. */
  requireOpen(id: string | undefined, token: string | undefined): Interaction {
    const interaction = this.#interactions.get(token ?? '');
    if (!interaction || interaction.id !== id) throw refuse('unknownInteraction');
    if (interaction.acknowledged) throw refuse('alreadyAcknowledged');
    if (this.#world.clock.now() - interaction.createdAt > firstAnswerMs) throw refuse('unknownInteraction');
    return interaction;
  }

  /** For everything after the first answer, through the webhook of the token: 50027 once 15 minutes have passed. */
  requireAnswered(applicationId: string | undefined, token: string | undefined): Interaction {
    const interaction = this.#interactions.get(token ?? '');
    if (applicationId !== this.#world.applicationId || !interaction) throw refuse('unknownWebhook');
    if (this.#world.clock.now() - interaction.createdAt > tokenLifetimeMs) throw refuse('invalidWebhookToken');
    if (!interaction.acknowledged) throw refuse('unknownWebhook');
    return interaction;
  }

  /** What messages say about the interaction that they answer. */
  mark(interaction: Interaction, isFollowUp: boolean): InteractionMark {
    const original = isFollowUp ? interaction.originalId : undefined;
    const metadata = { ...this.#metadata(interaction), ...(original && { original_response_message_id: original }) };
    const { id, userId, commandName } = interaction;
    const type = interactionTypes[interaction.kind];
    return { id, type, userId, metadata, ...(commandName !== undefined && { commandName }) };
  }

  #metadata(interaction: Interaction): WireObject {
    const { kind, sourceMessageId, triggeredBy } = interaction;
    return {
      id: interaction.id,
      type: interactionTypes[kind],
      user: userToWire(this.#world.user(interaction.userId)),
      authorizing_integration_owners: this.#owners(this.#world.channels.get(interaction.channelId)),
      ...(kind === 'component' && { interacted_message_id: sourceMessageId }),
      ...(kind === 'command' && sourceMessageId !== undefined && { target_message_id: sourceMessageId }),
      ...(triggeredBy && { triggering_interaction_metadata: this.#metadata(triggeredBy) }),
    };
  }

  #owners(channel: Channel | undefined): WireObject {
    return { '0': channel?.guildId ?? '0' };
  }

  #toWire(interaction: Interaction, { channel, data, message }: InteractionPlan): WireObject {
    const world = this.#world;
    const { userId } = interaction;
    const guild = world.guildOf(channel);
    const member = guild?.members.get(userId);
    const person = member
      ? { member: { ...memberToWire(world, member), permissions: permissionsIn(world, channel, userId).toString() } }
      : { user: userToWire(world.user(userId)) };
    return {
      id: interaction.id,
      application_id: world.applicationId,
      type: interactionTypes[interaction.kind],
      version: 1,
      token: interaction.token,
      data,
      ...person,
      ...(guild && { guild_id: guild.id, guild: { id: guild.id, locale: guild.locale, features: [] } }),
      ...(guild && { guild_locale: guild.locale }),
      channel_id: channel.id,
      channel: interactionChannelToWire(world, channel, userId),
      ...(message && { message }),
      app_permissions: permissionsIn(world, channel, world.botId).toString(),
      locale: world.user(userId).locale ?? 'en-GB',
      entitlements: [],
      entitlement_sku_ids: [],
      authorizing_integration_owners: this.#owners(channel),
      context: guild ? 0 : 1,
      attachment_size_limit: attachmentLimitBytes,
    };
  }
}
