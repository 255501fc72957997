/** State keys with these prefixes belong to the platform: flows neither see nor change them as saved data. */
const RESERVED_PREFIXES = ['__stepwell', '__prismaticInternal'];

/** Where a recursive flow keeps its cursor in the execution's state. */
export const CURSOR_KEY = '__stepwellCursor';

/** Where items that arrived too early wait in the flow's state, and how far their collection has come. */
export const IN_ORDER_PREFIX = '__stepwellInOrder';

/** Where a step notes in the flow's state which items it has handed on. */
export const PROCESSED_PREFIX = '__stepwellProcessed';

/** Where polling triggers keep in the flow's state how far they have come, under `polling`; the SDK's key. */
export const POLLING_KEY = '__prismaticInternal';

/** Where a trigger has noted in the flow's state how far it has read a table, before it did so as others do. */
export const POLLED_PREFIX = '__stepwellPolled';

export const isReserved = (key: string): boolean =>
  RESERVED_PREFIXES.some((prefix) => key.startsWith(prefix));
