/** So many results are remembered: maps repeat a few patterns in thousands of grants. */
const mostRemembered = 4_096;

/** Remembers what is made of a text. The oldest results are forgotten first. */
export function rememberByText<Made>(make: (text: string) => Made): (text: string) => Made {
  const known = new Map<string, { readonly made: Made }>();
  return (text) => {
    const present = known.get(text);
    if (present !== undefined) return present.made;
    const [oldest] = known.size >= mostRemembered ? known.keys() : [];
    if (oldest !== undefined) known.delete(oldest);
    const made = make(text);
    known.set(text, { made });
    return made;
  };
}
