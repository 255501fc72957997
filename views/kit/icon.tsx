/** An icon of the sprite, beside text that says the same. */
export function Icon({ name }: { name: string }) {
  return (
    <svg class="icon" aria-hidden="true">
      <use href={`#${name}`} />
    </svg>
  );
}

/** Our mark. */
export function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true">
      <path fill="#d9a066" d="M1 3h22v5H1z" />
      <path fill="#b97a4b" d="M4 8h16v5H4z" />
      <path fill="#3d8ea3" d="M7 13h10v5H7z" />
      <path fill="#14566b" d="M10 18h4v4h-4z" />
    </svg>
  );
}
