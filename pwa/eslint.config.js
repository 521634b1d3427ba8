import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'src/wire/types.gen.ts', 'public/'] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-alert': 'error',
      'no-implicit-coercion': 'error',
      'prefer-const': 'error',
      curly: ['error', 'multi-line'],
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      'vue/multi-word-component-names': 'off', // Scan and Outbox are the names people use
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      'vue/no-undef-components': ['error', { ignorePatterns: ['RouterLink', 'RouterView'] }],
      'vue/require-default-prop': 'off', // the type says which props may be absent
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always' } }],
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
    },
  },
  { files: ['src/i18n/{zh,en}/**'], rules: { 'max-lines': 'off' } }, // catalogues are data
  {
    // These need types. A promise that nobody awaits is a record that may not have been kept.
    files: ['src/**/*.ts', 'build/**/*.ts'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/require-await': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  ...floors(),
)

/**
 * The floors of the front end, top to bottom. A folder imports only from floors below its own;
 * only `sync` touches the network.
 */
function floors() {
  const order = ['screens', 'scan', 'sync', 'store', 'rules', 'labels', 'wire']
  return [
    ...order.slice(1).map((floor, i) => ({
      files: [`src/${floor}/**`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                regex: `(^|/)(${[...order.slice(0, i + 1), 'components'].join('|')})(/|$)`,
                message: `${floor} is a lower floor: it may not import from above.`,
              },
            ],
          },
        ],
      },
    })),
    {
      files: ['src/**'],
      ignores: ['src/sync/**', 'src/sw/**'],
      rules: {
        'no-restricted-globals': [
          'error',
          ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'].map((name) => ({
            name,
            message: 'Only sync touches the network.',
          })),
        ],
      },
    },
  ]
}
