/** What event webhooks are told of. */
export const EVENT_TYPES = {
  'execution.failed': 'An execution has failed',
  'alert.opened': 'A monitor has raised an alert',
  'alert.resolved': 'What an alert was raised for is over',
  'connection.broken': 'A connection has stopped working',
  'connection.recovered': 'A connection works again',
  'instance.deployed': 'An instance was deployed, or activated on the marketplace',
  'instance.version_changed': 'An instance was put on another version',
  'instance.enabled': 'An instance was enabled',
  'instance.paused': 'An instance was paused',
  'instance.removed': 'An instance was removed',
  'version.published': 'A version of an integration was published',
  'customer.created': 'A customer was made',
  'customer.deleted': 'A customer was deleted',
} as const;

export type EventType = keyof typeof EVENT_TYPES;

export const EVENT_TYPE_KEYS = Object.keys(EVENT_TYPES).filter(isEventType);

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENT_TYPES, text);
}
