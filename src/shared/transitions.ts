/** A state machine as data: for each state the actions it allows and where they lead. */
export type Transitions<State extends string, Action extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Action, State>>>>
>;

/** The state an action leads to, or undefined when the state does not allow it. */
export const next = <State extends string, Action extends string>(
  transitions: Transitions<State, Action>,
  state: State,
  action: Action,
): State | undefined => transitions[state][action];
