-- The desk's list of crates. Each filter is off where its parameter is NULL.
SELECT doc FROM view_row
WHERE view = 'crate' AND doc IS NOT NULL
  AND (:state       IS NULL OR state = :state)
  AND (:port        IS NULL OR doc ->> '$.port' = :port)
  AND (:country     IS NULL OR doc ->> '$.country' = :country)
  AND (:stand       IS NULL OR doc ->> '$.stand' = :stand)
  AND (:declaration IS NULL OR doc ->> '$.declaration' = :declaration)
  AND (:outcome     IS NULL OR doc ->> '$.outcome' = :outcome)
  AND (:label       IS NULL OR (doc ->> '$.label.number' IS NOT NULL) = (:label = 'yes'))
  AND (:q           IS NULL
       OR key LIKE :q ESCAPE '\'
       OR doc ->> '$.label.number' LIKE :q ESCAPE '\'
       OR doc ->> '$.goods.name' LIKE :q ESCAPE '\'
       OR doc ->> '$.goods.latin' LIKE :q ESCAPE '\'
       OR doc ->> '$.exhibitor' LIKE :q ESCAPE '\'
       OR doc ->> '$.exhibitor_original' LIKE :q ESCAPE '\'
       OR doc ->> '$.stand' LIKE :q ESCAPE '\')
ORDER BY doc ->> '$.declaration', CAST(doc ->> '$.n' AS INTEGER)
