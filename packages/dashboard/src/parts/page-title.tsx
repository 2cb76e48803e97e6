/** The heading of a page, which names the browser's tab too. */
export function PageTitle({ title }: { readonly title: string }) {
  return (
    <>
      <title>{`${title} – ChittySync`}</title>
      <h1>{title}</h1>
    </>
  );
}
