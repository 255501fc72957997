let loaded: typeof import('fast-xml-parser') | undefined;

/** Evaluated with the first XML: a start reads none, and would keep a megabyte of it. */
export function xmlLibrary(): typeof import('fast-xml-parser') {
  const module: typeof import('fast-xml-parser') = loaded ?? require('fast-xml-parser');
  loaded = module;
  return module;
}
