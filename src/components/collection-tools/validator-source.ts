import * as deepCompare from '../../../node_modules/@cfworker/json-schema/dist/commonjs/deep-compare-strict.js' with {
  type: 'text',
};
import * as dereference from '../../../node_modules/@cfworker/json-schema/dist/commonjs/dereference.js' with {
  type: 'text',
};
import * as format from '../../../node_modules/@cfworker/json-schema/dist/commonjs/format.js' with {
  type: 'text',
};
import * as pointer from '../../../node_modules/@cfworker/json-schema/dist/commonjs/pointer.js' with {
  type: 'text',
};
import * as ucs2Length from '../../../node_modules/@cfworker/json-schema/dist/commonjs/ucs2-length.js' with {
  type: 'text',
};
import * as validate from '../../../node_modules/@cfworker/json-schema/dist/commonjs/validate.js' with {
  type: 'text',
};

const files: [name: string, module: object][] = [
  ['./deep-compare-strict.js', deepCompare],
  ['./dereference.js', dereference],
  ['./format.js', format],
  ['./pointer.js', pointer],
  ['./ucs2-length.js', ucs2Length],
  ['./validate.js', validate],
];

/** The types speak of a module's exports, but what is imported is its text. */
function textOf(module: object): string {
  const text: unknown = Reflect.get(module, 'default');
  if (typeof text === 'string') return text;
  throw new Error('The JSON schema validator was not bundled as text.');
}

/** The validator as one module for the child process, where schemas that may take for ever are tried. */
export function validatorSource(): string {
  const modules = files.map(
    ([name, module]) => `${JSON.stringify(name)}: (exports, require) => {\n${textOf(module)}\n}`,
  );
  return `const files = { ${modules.join(',\n')} };
const loaded = {};
const load = (name) => {
  if (loaded[name] === undefined) files[name]((loaded[name] = {}), load);
  return loaded[name];
};
module.exports = async (schema, draft, value) => {
  const { dereference } = load('./dereference.js');
  return load('./validate.js').validate(value, schema, draft, dereference(schema), false).errors;
};`;
}
