import { Button } from '../kit/button.tsx';

type ReferencePickerProps = {
  /** The page of all references, which is shown as a dialog. */
  href: string;
  label: string;
  /** The id of the field that takes what is chosen. */
  fills: string;
};

/** Beside a field: what earlier steps have answered, to choose from. */
export function ReferencePicker({ href, label, fills }: ReferencePickerProps) {
  return (
    <Button
      kind="quiet"
      href={href}
      icon="list-tree"
      only={`Choose a reference for ${label}`}
      hx-boost="false"
      data-opens-dialog=""
      data-fills={fills}
    />
  );
}
