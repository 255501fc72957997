import { isZip, MB } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { bytes } from '../../lib/format.ts';

/** The icon of an integration as it lies in an archive, by its type. */
const ICON_NAMES = { 'image/webp': 'icon.webp', 'image/svg+xml': 'icon.svg' } as const;
type Icon = { type: keyof typeof ICON_NAMES; bytes: Uint8Array };

const DEFINITION = 'integration.yml';
/** Bytes of each file of an archive once it is unpacked. */
const MOST = 5 * MB;

/** What a file to import holds: the bytes of a definition as YAML or JSON, and of a picture where one lies beside it. */
export type OpenedFile = { definition: Uint8Array; icon: Uint8Array | undefined };

/** A definition and its icon as one zip, for which the format of definitions has no place. */
export async function packArchive(yaml: string, icon: Icon | undefined): Promise<Uint8Array> {
  const { zipSync } = await import('fflate');
  const definition = new TextEncoder().encode(yaml);
  return zipSync({
    [DEFINITION]: definition,
    // what a picture holds is packed already
    ...(icon && { [ICON_NAMES[icon.type]]: [icon.bytes, { level: 0 }] }),
  });
}

/**
 * Opens a file to import: an archive, or else a definition as it is.
 * @throws AppError `invalid` for an archive that is damaged, too large, or has no definition or several
 */
export async function openFile(file: Uint8Array): Promise<OpenedFile> {
  if (!isZip(file)) return { definition: file, icon: undefined };
  const { unzipSync } = await import('fflate');
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(file, {
      filter: ({ name, originalSize }) => {
        if (!isWanted(name)) return false;
        if (originalSize <= MOST) return true;
        return refuse(`${name} in this zip has more than ${bytes(MOST)}.`);
      },
    });
  } catch (error) {
    if (error instanceof AppError) throw error;
    return refuse('The zip is cut off or damaged. Export it anew.');
  }
  const names = Object.keys(files).toSorted();
  const [name, ...more] = names.filter((each) => /\.(ya?ml|json)$/i.test(each));
  if (name === undefined) refuse(`The zip has no definition: put it there as ${DEFINITION}.`);
  if (more.length > 0)
    refuse(`The zip has several definitions (${[name, ...more].slice(0, 5).join(', ')}). Leave one.`);
  const icon = names.find((each) => /^icon\./i.test(each));
  return { definition: files[name] ?? new Uint8Array(), icon: icon === undefined ? undefined : files[icon] };
}

/** Files at the top, as they are packed here. */
function isWanted(name: string): boolean {
  return /^[^/\\]+\.(ya?ml|json)$/i.test(name) || /^icon\.[a-z]+$/i.test(name);
}

function refuse(message: string): never {
  throw new AppError('invalid', message, [{ path: '', message }]);
}
