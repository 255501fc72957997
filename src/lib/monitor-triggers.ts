/** What a monitor watches for, and which number or word it asks for beside that. */
export const MONITOR_TRIGGERS = {
  failed: { asks: 'nothing' },
  failed_in_a_row: { asks: 'count', least: 2, most: 1000, usual: 3 },
  slow: { asks: 'seconds', least: 1, most: 86_400, usual: 60 },
  no_run: { asks: 'minutes', least: 5, most: 525_600, usual: 1440 },
  queued: { asks: 'seconds', least: 10, most: 604_800, usual: 300 },
  connection_broken: { asks: 'nothing' },
  log_level: { asks: 'level' },
  not_configured: { asks: 'nothing' },
} as const satisfies Record<string, Asks>;

type Asks =
  | { asks: 'nothing' | 'level' }
  | { asks: 'count' | 'seconds' | 'minutes'; least: number; most: number; usual: number };

export type MonitorTrigger = keyof typeof MONITOR_TRIGGERS;

/** Of log lines, those that somebody may want to hear of. */
export const WATCHED_LEVELS = ['warn', 'error'] as const;
export type WatchedLevel = (typeof WATCHED_LEVELS)[number];

export const MONITOR_TRIGGER_KEYS = Object.keys(MONITOR_TRIGGERS).filter(isMonitorTrigger);

export function isMonitorTrigger(text: string): text is MonitorTrigger {
  return Object.hasOwn(MONITOR_TRIGGERS, text);
}

/** The bounds of the number that a trigger asks for; undefined where it asks for none. */
export function boundsOf(
  trigger: MonitorTrigger,
): { asks: string; least: number; most: number; usual: number } | undefined {
  const asked = MONITOR_TRIGGERS[trigger];
  return 'least' in asked ? asked : undefined;
}
