-- Which words tell what, in English and Chinese? One regular expression per list, for lower-case text.
-- 'negative': something is wrong, or somebody unhappy. 'thanks'. 'complaint': refund, cancelling, complaint. 'repeat': not
-- for the first time. A weak sign each, never a score (MODELS.md 1.2).
CREATE FUNCTION report.lexicon(list text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE list
        WHEN 'negative' THEN
            '\m(angry|annoy(ed|ing)|awful|bad|badly|broken|broke|chip|cheat(ed)?|crack(ed)?|damaged?|defect(ive)?|delay(ed|s)?|'
            || 'disappoint(ed|ing|ment)|error|fail(ed|s|ure)?|faulty|fed up|frustrat(ed|ing|ion)|horrible|incompetent|late|'
            || 'lost|mess|missing|never|nobody|nothing|poor|problems?|ridiculous|rude|scam|scratch(ed)?|slow|stain|stuck|'
            || 'terrible|unacceptable|not acceptable|unfair|unhappy|upset|useless|waste|worse|worst|wrong)\M'
            || '|失望|生气|愤怒|气死|太慢|很慢|糟糕|差劲|太差|很差|差评|垃圾|坏了|坏的|破损|破了|碎了|有一个碎|裂了|缺角|划痕|漏发|发错|'
            || '错了|不对|不满|不好(?!意思)|没人|没用|无法|失败|出错|报错|有问题|出问题|丢件|丢了|延误|拖延|敷衍|态度差|欺骗|骗人|离谱|'
            || '无语|难用|没收到|还没到|收不到|没有下文|没更新|催'
        WHEN 'thanks' THEN
            '\m(thanks?|thank you|thx|appreciate(d)?|grateful|cheers)\M|谢谢|多谢|感谢|谢啦|谢了|辛苦了'
        WHEN 'complaint' THEN
            '\m(refund(s|ed)?|money back|cancel(s|led|ed|ling|lation)?|complain(t|ts|ed|ing)?|compensat(e|ion)|charge ?back|'
            || 'lawyer|legal action|consumer protection)\M'
            || '|退款|退货|退钱|退换|取消|投诉|赔偿|赔付|举报|消协|12315|差评|维权|律师'
        WHEN 'repeat' THEN
            '\m(again|still|once more|twice|(second|third|fourth|fifth) time|[0-9]+ times|three times|as i (said|wrote)|'
            || 'already (told|wrote|asked|said|sent)|reminder)\M'
            || '|又|再次|再问|仍然|依然|依旧|还是(没|不|扣|一样|这样)|还没|第[二三四五六七八九十两几]次|[两三四五六七八九十多]次|好几次|反复'
    END
$$;

-- How often does a text hit the words of a list? Case does not matter.
CREATE FUNCTION report.word_hits(source text, list text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_count(lower(left(source, 20000)), report.lexicon(list))::double precision
$$;

-- Which language is a text in, by its script? 'zh', 'ja' (kana), 'ko' (hangul), 'latin' (English and its neighbours),
-- 'other'; NULL without letters. A third of Han letters is enough for 'zh': Chinese sentences hold order numbers and brands.
CREATE FUNCTION report.text_language(source text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN counted.kana > 0 AND counted.kana * 5 >= counted.han THEN 'ja'
        WHEN counted.hangul > 0 AND counted.hangul >= counted.han THEN 'ko'
        WHEN counted.han > 0 AND counted.han * 2 >= counted.latin THEN 'zh'
        WHEN counted.latin > 0 THEN 'latin'
        WHEN counted.han > 0 THEN 'zh'
        WHEN counted.other > 0 THEN 'other'
    END
    FROM (
        SELECT regexp_count(cut.text, '[\u3400-\u4dbf\u4e00-\u9fff]') AS han,
               regexp_count(cut.text, '[\u3040-\u30ff]') AS kana,
               regexp_count(cut.text, '[\uac00-\ud7af]') AS hangul,
               regexp_count(cut.text, '[A-Za-z\u00c0-\u024f]') AS latin,
               regexp_count(cut.text, '[[:alpha:]]') AS other
        FROM (SELECT left(source, 5000)) AS cut (text)
    ) AS counted
$$;
