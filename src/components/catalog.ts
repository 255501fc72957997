import { type CodePackage, shippedPackages } from '../lib/code-packages.ts';
import { isLatest } from '../lib/latest-version.ts';
import { own } from '../lib/records.ts';
import type { SharedScope } from '../lib/shared-scopes.ts';
import { readDescription } from './bundle-description.ts';
import { componentOf } from './bundled.ts';
import type { Action, Component, ConnectionDeclaration, DataSource, Trigger } from './component.ts';
import type { BundleReference } from './host.ts';

/** How a definition names a component: by its key; it may pin a version number or a signature, or say it is a private one. */
export type ComponentReference = {
  key: string;
  version?: number | string | null | undefined;
  signature?: string | null | undefined;
  isPublic?: boolean | null | undefined;
};

/** An action, a trigger, a connection or a data source of a component. */
export type PartReference = { component: ComponentReference; key: string };

/** A connection that integrations share: they name it by its stable key. */
export type SharedConnection = {
  id: string;
  stableKey: string;
  name: string;
  /** Keys of the component and of its connection. */
  component: string;
  key: string;
  scope: SharedScope;
  /** Keys of the inputs that staff have filled in for all of its connections. */
  filled: readonly string[];
};

/** Which version of a custom component it is. */
export type ComponentVersion = {
  number: number;
  /** Hash of its content, by which definitions may name it. */
  signature: string;
  /** Hash of its picture. */
  icon: string | null;
  /** The code of one integration, which nothing else is made of. */
  isCodeNative: boolean;
};

/** Whose a component is. */
export type Origin = {
  /** Own field, of one that was uploaded. */
  custom?: ComponentVersion;
  /** Own field, of a built-in one: an uploaded one of the same key stands in its place. */
  isReplaceable?: boolean;
};

/** A version of a custom component as it is kept. */
export type PublishedVersion = ComponentVersion & {
  key: string;
  /** As its bundle gave it. */
  description: unknown;
  bundle: BundleReference;
  /** What its calls may reach, in any version; null for all hosts. */
  hosts: string[] | null;
};

/** The components at hand; what a reference does not lead to is answered with undefined. */
export type Catalog = {
  /** Rises with every change: whatever was made with the components of before is out of date. */
  readonly revision: number;
  /** In the order of the keys, each in its newest version; without the code of integrations. */
  list(): readonly Component[];
  /**
   * The newest version of a custom component, unless the reference pins one by number or signature: where none is like
   * that, a public reference means the newest all the same, since numbers and signatures are those of another place.
   */
  find(reference: ComponentReference): Component | undefined;
  /** The built-in component whose place a custom one has taken, and which is back without it. */
  replaced(key: string): Component | undefined;
  /** Keys of the components that have versions. */
  customKeys(): string[];
  /** The hosts that a custom component may call; null for all. */
  hostsOf(key: string): string[] | null;
  action(reference: PartReference): Action | undefined;
  trigger(reference: PartReference): Trigger | undefined;
  dataSource(reference: PartReference): DataSource | undefined;
  /** Also under a key that it had before. */
  connection(reference: PartReference): ConnectionDeclaration | undefined;
  /** What code may require: files that were uploaded, and what ships with the program. */
  packages(): readonly CodePackage[];
  /** What integrations share, by stable key; undefined where nobody knows, as on the command line. */
  readonly shared: ReadonlyMap<string, SharedConnection> | undefined;
};

/** A catalogue that changes while the program runs. */
export type OpenCatalog = Catalog & {
  /** Puts a component in the place of the one that has its key. */
  add(component: Component): void;
  remove(key: string): void;
  /** Adds a version of a custom component. @throws AppError where its description is none */
  publish(version: PublishedVersion): void;
  /** From now on calls of a custom component reach these hosts alone; all where there is null. */
  restrict(key: string, hosts: string[] | null): void;
  /** Takes a version away, or all of them. */
  retract(key: string, number?: number): void;
  /** From now on code may require these of what was uploaded, and no others. */
  offerPackages(packages: readonly CodePackage[]): void;
  /** From now on integrations share these, and no others. */
  share(connections: readonly SharedConnection[]): void;
};

/** A catalogue of these components. */
export function createCatalog(components: readonly Component[]): OpenCatalog {
  const byKey = new Map(components.map((component) => [component.key, component]));
  /** Of custom components, by number. */
  const versions = new Map<string, Map<number, Component>>();
  const hosts = new Map<string, string[]>();
  let revision = 1;
  let sorted: readonly Component[] | undefined;
  let shared: ReadonlyMap<string, SharedConnection> | undefined;
  let uploaded: readonly CodePackage[] = [];
  const changed = () => {
    revision += 1;
    sorted = undefined;
  };
  const shown = () =>
    [...versions.values()]
      .flatMap((own) => [...own.values()].at(-1) ?? [])
      .filter(({ custom }) => !custom?.isCodeNative);
  // A reference to a private component never means a public one of the same key.
  const find = (reference: ComponentReference) => {
    const { key, isPublic } = reference;
    const own = versions.get(key);
    if (own) return versionIn([...own.values()], reference);
    const component = byKey.get(key);
    return isPublic === false && component?.public !== false ? undefined : component;
  };
  return {
    get revision() {
      return revision;
    },
    list() {
      sorted ??= [...[...byKey.values()].filter(({ key }) => !versions.has(key)), ...shown()].sort((a, b) =>
        a.key.localeCompare(b.key),
      );
      return sorted;
    },
    find,
    replaced: (key) => (versions.has(key) ? byKey.get(key) : undefined),
    customKeys: () => [...versions.keys()],
    hostsOf: (key) => hosts.get(key) ?? null,
    action: ({ component, key }) => own(find(component)?.actions, key),
    trigger: ({ component, key }) => own(find(component)?.triggers, key),
    dataSource: ({ component, key }) => own(find(component)?.dataSources, key),
    connection: ({ component, key }) =>
      find(component)?.connections.find((each) => each.key === key || each.formerKeys?.includes(key)),
    packages: () => [...uploaded, ...shippedPackages()],
    offerPackages(packages) {
      uploaded = packages;
      revision += 1;
    },
    get shared() {
      return shared;
    },
    share(connections) {
      shared = new Map(connections.map((connection) => [connection.stableKey, connection]));
      revision += 1;
    },
    add(component) {
      byKey.set(component.key, component);
      changed();
    },
    remove(key) {
      if (byKey.delete(key)) changed();
    },
    restrict(key, list) {
      if (list) hosts.set(key, list);
      else hosts.delete(key);
    },
    publish({ key, description, bundle, hosts: list, ...version }) {
      // of its key, not of this version: what was said later holds for it as well
      const restricted = { ...bundle, hosts: () => hosts.get(key) };
      const component = componentOf({ ...readDescription(description), key }, restricted);
      if (list) hosts.set(key, list);
      const own = versions.get(key) ?? new Map<number, Component>();
      own.set(version.number, { ...component, custom: version });
      versions.set(key, new Map([...own].sort(([a], [b]) => a - b)));
      changed();
    },
    retract(key, number) {
      const own = versions.get(key);
      if (number !== undefined) own?.delete(number);
      if (number === undefined || own?.size === 0) {
        versions.delete(key);
        hosts.delete(key);
      }
      changed();
    },
  };
}

/** @param own oldest first */
function versionIn(
  own: readonly Component[],
  { version, signature, isPublic }: ComponentReference,
): Component | undefined {
  const newest = own.at(-1);
  if (isLatest({ version, signature })) return newest;
  const found = own.find((each) =>
    signature ? each.custom?.signature === signature : String(each.custom?.number) === String(version),
  );
  return found ?? (isPublic === true ? newest : undefined);
}
