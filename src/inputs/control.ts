import type { Option } from './kind.ts';

/** How a value is asked for in a form: what a view draws, whatever kind of value stands behind it. */
export type Control =
  | { as: 'line' | 'number' | 'date' | 'timestamp'; value: string; placeholder?: string | undefined }
  | { as: 'lines' | 'pairs' | 'json'; value: string; isForced?: boolean }
  | { as: 'code'; value: string; editor?: Editor | undefined }
  | { as: 'switch'; isOn: boolean }
  | { as: 'pick'; value: string; options: readonly Option[]; canBeEmpty: boolean }
  | { as: 'schedule'; cron: string; zone: string; next: string[] }
  | {
      as: 'secret';
      /** Where an empty answer leads to: to what is stored, to what the definition fills in, or to nothing. */
      whenEmpty: 'kept' | 'filled' | 'nothing';
      isLong: boolean;
    };

/** The editor in which code is written: by what it knows the language, and what tells this text from any other. */
export type Editor = { language: string; id: string };
