CREATE DEFINER=`root`@`localhost` TRIGGER s_trigger BEFORE INSERT ON s_comments FOR EACH ROW SET NEW.a = 'it''s'
CREATE DEFINER=`root`@`localhost` TRIGGER s_trigger_2 AFTER UPDATE ON s_comments FOR EACH ROW SET @x = "ä"
