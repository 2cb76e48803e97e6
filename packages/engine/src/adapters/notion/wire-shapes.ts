import { z } from 'zod';

/** The parts of Notion's objects that the adapter reads (version 2026-03-11); everything else is let pass. */

/** A property value as a page holds it; the member named by `type` holds the value. */
const propertyValue = z.looseObject({ id: z.string(), type: z.string() });

export const pageShape = z.object({
  object: z.literal('page'),
  id: z.string(),
  last_edited_time: z.string(),
  /** In the trash. */
  in_trash: z.boolean().optional(),
  /** Hidden from queries but not deleted; a feature of its own, separate from the trash. */
  is_archived: z.boolean().optional(),
  parent: z.object({ type: z.string(), data_source_id: z.string().optional() }),
  properties: z.record(z.string(), propertyValue),
});
export type NotionPage = z.infer<typeof pageShape>;

const option = z.object({ name: z.string() });
const options = z.object({ options: z.array(option) }).optional();

const propertyDefinition = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  select: options,
  multi_select: options,
  status: options,
  relation: z.object({ data_source_id: z.string() }).optional(),
  unique_id: z.object({ prefix: z.string().nullish() }).optional(),
});
export type PropertyDefinition = z.infer<typeof propertyDefinition>;

const titleText = z.array(z.object({ plain_text: z.string() }));

export const dataSourceShape = z.object({
  object: z.literal('data_source'),
  id: z.string(),
  title: titleText,
  properties: z.record(z.string(), propertyDefinition),
  in_trash: z.boolean().optional(),
  url: z.string().optional(),
});
export type NotionDataSource = z.infer<typeof dataSourceShape>;

/** A list of anything; `request_status` is there only when an answer was cut off. */
export const listShape = z.object({
  object: z.literal('list'),
  results: z.array(
    z.looseObject({ object: z.string(), id: z.string(), created_time: z.string().optional() }),
  ),
  next_cursor: z.string().nullable(),
  has_more: z.boolean(),
  request_status: z
    .object({ type: z.string(), incomplete_reason: z.string().optional() })
    .optional(),
});
export type NotionList = z.infer<typeof listShape>;

export const databaseShape = z.object({
  object: z.literal('database'),
  id: z.string(),
  data_sources: z.array(z.object({ id: z.string() })).min(1),
});
export type NotionDatabase = z.infer<typeof databaseShape>;

export const userShape = z.object({
  object: z.literal('user'),
  name: z.string().nullish(),
  bot: z.object({ workspace_name: z.string().nullish() }).optional(),
});
export type NotionUser = z.infer<typeof userShape>;
