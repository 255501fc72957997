import { Banner } from '../kit/banner.tsx';
import type { ConfigItem } from './config-form.tsx';

type SecretsNoteProps = { errors: Record<string, string>; items: ConfigItem[] };

/** After a refusal what was typed is there again, but for secrets: they do not go back into a page. */
export function SecretsNote({ errors, items }: SecretsNoteProps) {
  const asksForSecrets = items.some(isForSecrets);
  if (!asksForSecrets || Object.keys(errors).length === 0) return null;
  return (
    <Banner tone="warn">Type passwords and keys once more: they are not printed back into a page.</Banner>
  );
}

function isForSecrets(item: ConfigItem): boolean {
  if (item.kind === 'field') return item.field.control.as === 'secret';
  return item.kind === 'connection' && item.connection.fields.some(({ control }) => control.as === 'secret');
}
