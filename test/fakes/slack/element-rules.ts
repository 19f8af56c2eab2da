import { z } from 'zod';

/** Limits in characters, as the reference of Block Kit gives them. */
export function plainText(longest: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(longest),
    emoji: z.boolean().optional(),
  });
}

function mrkdwn(longest: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(longest),
    verbatim: z.boolean().optional(),
  });
}

export function textObject(longest: number) {
  return z.discriminatedUnion('type', [plainText(longest), mrkdwn(longest)]);
}

export const richText = z.strictObject({
  type: z.literal('rich_text'),
  block_id: z.string().min(1).max(255).optional(),
  elements: z.array(
    z.looseObject({
      type: z.enum(['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted']),
      elements: z.array(z.looseObject({ type: z.string() })),
    }),
  ),
});

const actionId = z.string().min(1).max(255).optional();
const style = z.enum(['primary', 'danger']).optional();
const focus = z.boolean().optional();

const confirm = z
  .strictObject({
    title: plainText(100).optional(),
    text: textObject(300),
    confirm: plainText(30).optional(),
    deny: plainText(30).optional(),
    style,
  })
  .optional();

const option = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(150),
  description: plainText(75).optional(),
});
const options = z.array(option).min(1).max(100);
const optionGroups = z
  .array(z.strictObject({ label: plainText(75), options }))
  .min(1)
  .max(100);

const button = z.strictObject({
  type: z.literal('button'),
  action_id: actionId,
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: z.url().max(3000).optional(),
  style,
  confirm,
  accessibility_label: z.string().max(75).optional(),
});

const feedback = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(2000),
  accessibility_label: z.string().max(75).optional(),
});

const menu = { action_id: actionId, placeholder: plainText(150).optional(), confirm, focus_on_load: focus };

const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...menu,
    options: options.optional(),
    option_groups: optionGroups.optional(),
    initial_option: option.optional(),
  })
  .refine(
    (value) => (value.options === undefined) !== (value.option_groups === undefined),
    'must provide either options or option_groups',
  )
  .refine(({ initial_option: initial, options: given, option_groups: groups }) => {
    const offered = given ?? groups?.flatMap((group) => group.options) ?? [];
    return initial === undefined || offered.some((each) => each.value === initial.value);
  }, 'initial_option must match one of the options');

/** Everything that can be pressed, chosen or filled in. */
export const interactive = z.discriminatedUnion('type', [
  button,
  staticSelect,
  z.strictObject({
    type: z.literal('external_select'),
    ...menu,
    min_query_length: z.int().min(0).optional(),
    initial_option: option.optional(),
  }),
  z.strictObject({
    type: z.literal('overflow'),
    action_id: actionId,
    options: z.array(option).min(1).max(5),
    confirm,
  }),
  z.strictObject({
    type: z.enum(['radio_buttons', 'checkboxes']),
    action_id: actionId,
    options: z.array(option).min(1).max(10),
    initial_option: option.optional(),
    initial_options: z.array(option).optional(),
    confirm,
    focus_on_load: focus,
  }),
  z.strictObject({
    type: z.literal('plain_text_input'),
    action_id: actionId,
    placeholder: plainText(150).optional(),
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
    dispatch_action_config: z.looseObject({}).optional(),
    focus_on_load: focus,
  }),
  z.strictObject({
    type: z.literal('feedback_buttons'),
    action_id: actionId,
    positive_button: feedback,
    negative_button: feedback,
  }),
  z.strictObject({
    type: z.literal('icon_button'),
    action_id: actionId,
    icon: z.string().min(1),
    text: plainText(75),
    value: z.string().max(2000).optional(),
    accessibility_label: z.string().max(75).optional(),
    visible_to_user_ids: z.array(z.string()).optional(),
    confirm,
  }),
]);
