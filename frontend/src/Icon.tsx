// The few signs of the page, drawn in the colour of the text around them.

const SHAPES = {
  play: <path d="M6 4v12l10-6z" />,
  pause: <path d="M5 4h3.5v12H5zM11.5 4H15v12h-3.5z" />,
  back: <path d="M14.5 4v12L7 10zM5 4h2v12H5z" />,
  forth: <path d="M5.5 4v12L13 10zM13 4h2v12h-2z" />,
  close: <path d="M5.2 4 10 8.8 14.8 4 16 5.2 11.2 10l4.8 4.8-1.2 1.2L10 11.2 5.2 16 4 14.8 8.8 10 4 5.2z" />,
  overlay: <path d="M3 3h10v3h4v11H7v-3H3zm2 2v7h2V6h4V5zm4 3v7h6V8z" />,
}

export function Icon({ name }: { readonly name: keyof typeof SHAPES }) {
  return (
    <svg className="sign" viewBox="0 0 20 20" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  )
}
