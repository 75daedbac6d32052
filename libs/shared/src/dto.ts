/** DTO classes with class-validator rules: for the API only. */
export {};
