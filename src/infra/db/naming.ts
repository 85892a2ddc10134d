import { DefaultNamingStrategy } from 'typeorm';

/** homeRegionCode -> home_region_code */
const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The same words in code and in SQL; constraint names are written out by the migrations that make them. */
export class SnakeCaseNaming extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? snakeCase(propertyName);
  }
}

export const columnName = (propertyName: string) => snakeCase(propertyName);
