/** So deep a declaration goes: objects in inputs in lists of inputs. */
const MOST_LEVELS = 40;

/**
 * Runs in the child: `(text)` answers what the module of that text exports as `default`, as data. A function is left out,
 * and `has…` says that it was there; null where the module has no such export.
 */
export const DESCRIBE_BUNDLE = `
module.exports = (text) => {
  const requireBuiltin = (name) => {
    const found = process.getBuiltinModule('node:' + String(name).replace(/^node:/, ''));
    if (found) return found;
    throw new Error('Cannot find module "' + name + '": a bundle has to hold all that it needs');
  };
  const module = { exports: {} };
  const run = new Function('module', 'exports', 'require', '__filename', '__dirname', text);
  run(module, module.exports, requireBuiltin, '/bundle/index.js', '/bundle');
  const seen = new Set();
  const plain = (value, depth) => {
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Date) return value.toISOString();
    if (depth > ${MOST_LEVELS} || seen.has(value)) return undefined;
    seen.add(value);
    const made = Array.isArray(value) ? value.map((item) => plain(item, depth + 1) ?? null) : described(value, depth);
    seen.delete(value);
    return made;
  };
  const described = (value, depth) => {
    const made = {};
    for (const [key, item] of Object.entries(value)) {
      const isFunction = typeof item === 'function';
      const name = isFunction ? 'has' + key.charAt(0).toUpperCase() + key.slice(1) : key;
      const kept = isFunction ? true : plain(item, depth + 1);
      if (kept !== undefined && typeof kept !== 'symbol') made[name] = kept;
    }
    return made;
  };
  const exported = Object(module.exports).default;
  return typeof exported === 'object' ? plain(exported, 0) ?? null : null;
};
`;
