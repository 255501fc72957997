/** State keys with these prefixes belong to the platform: flows neither see nor change them as saved data. */
const RESERVED_PREFIXES = ['__stepwell', '__prismaticInternal'];

/** Where a recursive flow keeps its cursor in the execution's state. */
export const CURSOR_KEY = '__stepwellCursor';

/** Where items that arrived too early wait in the flow's state, and how far their collection has come. */
export const IN_ORDER_PREFIX = '__stepwellInOrder';

/** Where a step notes in the flow's state which items it has handed on. */
export const PROCESSED_PREFIX = '__stepwellProcessed';

/** Where a trigger notes in the flow's state how far it has read a table. */
export const POLLED_PREFIX = '__stepwellPolled';

export const isReserved = (key: string): boolean =>
  RESERVED_PREFIXES.some((prefix) => key.startsWith(prefix));
