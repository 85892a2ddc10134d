/** From where something was asked for. */
export interface Origin {
  readonly requestId: string;
  /** The client's network address, where a client asks. */
  readonly address?: string;
}
