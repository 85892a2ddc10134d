import { ForwardOnly } from './forward-only.ts';

/** Data keys follow each other: each with its number, the key of look-ups sealed with it, and when it had served. */
export class KeyRotation1795392000025 extends ForwardOnly {
  protected readonly statements = [
    'ALTER TABLE data_key ADD lookup_key bytea, ADD retired_at timestamptz',
    // The service leaves the first one; the operators' command brings in every other.
    'DROP POLICY data_key_insert ON data_key',
    'CREATE POLICY data_key_insert ON data_key FOR INSERT WITH CHECK (number = 1)',
  ];
}
