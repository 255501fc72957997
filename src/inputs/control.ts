import type { FormPart } from '../lib/json-forms/parts.ts';
import type { Option } from './kind.ts';

/** How a value is asked for in a form: what a view draws, whatever kind of value stands behind it. */
export type Control =
  | { as: 'line' | 'number' | 'date' | 'timestamp'; value: string; placeholder?: string | undefined }
  | { as: 'lines' | 'pairs' | 'json'; value: string; isForced?: boolean }
  | { as: 'code'; value: string; editor?: Editor | undefined }
  | { as: 'switch'; isOn: boolean }
  | { as: 'pick'; value: string; options: readonly Option[]; canBeEmpty: boolean }
  | { as: 'schedule'; cron: string; zone: string; next: string[]; every?: AskedEvery | undefined }
  /** The stamp tells the offer that it was made from: its fields go by their places. */
  | { as: 'form'; stamp: string; parts: FormPart[]; hasRules: boolean }
  | { as: 'objects'; stamp: string; objects: (Box & { isGone: boolean; fields: Box[] })[] }
  | { as: 'mapping'; stamp: string; rows: MappedRow[] }
  | { as: 'picks'; stamp: string; options: Box[] }
  | {
      as: 'secret';
      /** Where an empty answer leads to: to what is stored, to what the definition fills in, or to nothing. */
      whenEmpty: 'kept' | 'filled' | 'nothing';
      isLong: boolean;
    };

/** How often something repeats, as people choose it; `custom` is a cron line, `none` nothing yet. All are texts of fields. */
export type AskedEvery = { unit: Unit; count: string; time: string; minute: string; weekday: string };
export const UNITS = ['none', 'minute', 'hour', 'day', 'week', 'custom'] as const;
export type Unit = (typeof UNITS)[number];

/** Something to choose or leave. */
export type Box = { name: string; label: string; isOn: boolean };

export type MappedRow = { name: string; label: string; optional: boolean; value: string; options: Option[] };

/** The editor in which code is written: by what it knows the language, and what tells this text from any other. */
export type Editor = { language: string; id: string };
