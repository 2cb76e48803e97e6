/** The command line cannot be carried out as it is; the message names the option. */
export class UsageRefused extends Error {
  override readonly name = 'UsageRefused';
}
