/** A configuration form as values: what stands on it, in its order. */
export type ConfigSection = { title: string; note: string; items: ConfigItem[] };

export type ConfigItem =
  | { kind: 'text'; text: string }
  | { kind: 'field'; field: ConfigField }
  | { kind: 'connection'; connection: ConfigConnection };

export type ConfigConnection = {
  /** The name that an error of the whole is told under. */
  name: string;
  title: string;
  note: string;
  error: string | undefined;
  needsSignIn: boolean;
  optional: boolean;
  fields: ConfigField[];
  /** Labels of what the definition fills in. */
  filled: string[];
};

export type ConfigField = {
  name: string;
  label: string;
  help: string;
  error: string | undefined;
  optional: boolean;
  control: ConfigControl;
};

export type ConfigControl =
  | { as: 'line' | 'number' | 'date' | 'timestamp'; value: string; placeholder?: string | undefined }
  | { as: 'lines' | 'pairs' | 'code' | 'json'; value: string; isForced?: boolean }
  | { as: 'switch'; isOn: boolean }
  | { as: 'pick'; value: string; options: { value: string; label: string }[]; canBeEmpty: boolean }
  | { as: 'schedule'; cron: string; zone: string; next: string[] }
  | {
      as: 'secret';
      /** Where an empty answer leads to: to what is stored, to what the definition fills in, or to nothing. */
      whenEmpty: 'kept' | 'filled' | 'nothing';
      isLong: boolean;
    };
